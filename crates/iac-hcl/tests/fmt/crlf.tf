a=1
longer = 2 # c

b {
c = <<E
  x
E
}
