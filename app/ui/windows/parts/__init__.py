"""The Stock Master File and what stands on its pages."""
