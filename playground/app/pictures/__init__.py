"""One's own pictures: ask the neuron, make a data set, bring one."""
