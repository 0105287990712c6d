"""The displayed tree, computed: what is shown is what is evaluated."""
