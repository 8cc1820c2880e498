"""The vocabulary that every storey of the tower shares; it knows nothing of the domain."""
