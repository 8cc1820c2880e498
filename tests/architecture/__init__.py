"""What keeps the house true.

Guards are functions of a tree of files or of a list of models; the tests beside them run them on
the house, and `test_planted.py` on a house with one offence, so that each was seen to fail.
"""
