"""Programming languages that are read by a table each (`grammars/`): one reader for what their syntax trees have in common."""
