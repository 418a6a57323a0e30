"""Sweeps: one experiment with other values of some settings, each trained from several seeds."""
