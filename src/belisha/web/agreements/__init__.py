"""The pages of agreements: what somebody signs, signed in or by a link; and how a school puts them to its people and follows them up."""
