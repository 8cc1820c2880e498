"""Rows of the matrix, one module an area, each with its `ROWS`."""
