"""What a run says: how it went and why, how the neuron answers, and the sentences for it."""
