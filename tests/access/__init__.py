"""Who may open what: every address of ours, with its permission, tried by everybody."""
