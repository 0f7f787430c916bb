"""Where a model's name goes: from the literal through names, parameters, fields and settings to the requests that ask for it."""
