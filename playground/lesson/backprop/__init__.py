"""One neuron, one sample: every number, the derivation, the update, and homework."""
