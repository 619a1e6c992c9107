"""netscribe's layout beside Graphviz' dot, ELK layered and dagre; `python -m benchmarks.layout`."""
