"""Creditor Invoice: typing it, the preview, and whom to call afterwards."""
