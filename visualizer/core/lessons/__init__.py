"""Lessons: texts and questions whose numbers and answers are computed from runs."""
