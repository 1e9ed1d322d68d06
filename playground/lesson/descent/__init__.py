"""Gradient descent on one weight, on two, from many starts, and on the neuron's own surface."""
