"""The command line: arguments in; diagrams, messages and an exit status out."""
