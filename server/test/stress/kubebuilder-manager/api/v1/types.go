package v1

// Note is the custom resource.
type Note struct{ Name string }
