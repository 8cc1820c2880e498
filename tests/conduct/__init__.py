"""Tests of campaigns.conduct."""
