"""What recorded or measured tokens cost under a dated tariff, in exact decimals."""
