"""From facts to ink: preview, printer, PDF, e-mail; it must not know who asks for a sheet."""
