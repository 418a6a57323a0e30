"""How everything looks: colours, fonts, icons, numbers as text, the style sheet."""
