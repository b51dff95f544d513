"""Backups of the shop."""
