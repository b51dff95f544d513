"""Statements: its window and how they are sent."""
