"""The window, and figures without one."""
