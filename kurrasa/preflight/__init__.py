"""What goes to the press, looked at before it goes: each fault with its page, its reason and its cure."""
