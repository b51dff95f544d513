"""What several windows are made of: master files, lists, finding parts while buying."""
