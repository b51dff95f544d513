"""Dialogs that ask: questions, texts, ticks, tenders; they must not know who asks."""
