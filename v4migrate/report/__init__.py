"""A judged run as data first, and from the same data as a page and as terminal text."""
