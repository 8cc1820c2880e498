"""Forms of the newsroom: the page editor, its panels, and decisions on texts."""
