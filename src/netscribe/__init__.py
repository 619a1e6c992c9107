"""netscribe draws a neural network straight from its definition."""
