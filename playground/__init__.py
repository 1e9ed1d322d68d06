"""Neuron Playground: one neuron, two sliders, and everything that happens while it learns."""
