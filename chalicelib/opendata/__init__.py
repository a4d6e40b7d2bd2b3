"""Open data (dữ liệu mở): published petitions by month, without anything that leads to a person."""
