"""What people have, under the names that they know."""
