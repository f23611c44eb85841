"""The yearly report for the governing body: a page, paper and a spreadsheet; and that it was put before them."""
