"""What netscribe costs, beside what one would use instead; `python -m benchmarks`."""
