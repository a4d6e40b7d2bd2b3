"""The directory of staff (danh bạ cán bộ): who is there, changed one by one or synchronised as a whole."""
