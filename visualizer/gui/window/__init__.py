"""The main window, its menus, commands, docks and documents; nobody else imports it."""
