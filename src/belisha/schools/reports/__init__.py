"""The yearly report for the governing body: what Belisha holds on a school year, in numbers; and when it was put before them.

`writing` puts it together from what each part of the school counts; `small` says which numbers may be shown (docs/adr/0061).
"""
