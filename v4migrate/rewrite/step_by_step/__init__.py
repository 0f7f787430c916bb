"""Bodies that statements fill, one entry after the other: `body.put("model", name)`."""
