"""One source for all formulas: a tree, from which the screen, LaTeX, text and speech come."""
