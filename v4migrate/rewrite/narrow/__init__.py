"""Types that know an old name and not the new one, in any file of a project: a value that must fit one is not renamed alone."""
