"""What watches over the lake."""
