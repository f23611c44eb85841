"""The offices above the schools: administrator, trust officer, authority officer. No page here shows a person of a school."""
