"""Records → claims with evidence → stores → answers."""
