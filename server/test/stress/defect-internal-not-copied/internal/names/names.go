package names

// All are the names.
var All = []string{"a"}
