a = <<-EOT
      ${ x }  y
  %{ if a }
 b
%{endif~}
    EOT
  b = f(<<E
  text
E
,1)
c = {
d = <<E
${
e
}
E
f=1
}
