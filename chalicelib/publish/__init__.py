"""What all may read: published petitions and their answers, searched without diacritics; figures of a province."""
