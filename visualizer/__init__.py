"""Gradient Descent Visualizer: see gradient descent at work, step by step."""

__version__ = "0.1.0"
