"""One file per kind of thing a rule can find; each answers with findings for one region."""
