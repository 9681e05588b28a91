a=1 # one
longer = 2 # two

b =3 //three
# between
c= 4
block   "x"   y{
d = {
x=1
longer_key   =    2   # comment
nested={
y=[1,2,
3]
}
}
e="f"   # g
  heredoc = <<EOT
  text  =  1
EOT
after=1
}
multi = (
1+
2)
z=[for x in[1]:x]# end
