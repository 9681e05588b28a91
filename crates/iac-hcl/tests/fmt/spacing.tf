a = f (  x,y ... )
b = x . y [ 0 ] [ * ] . z
c = - 1 + - 2 - -x*-y
d = ! a&&b||!c
e = {a=1,b={},c={ }}
f = "a${ b }c${{x=1}}d${ e }${f}"
g = [ 1,2 , 3 ]
h = a?b:c
i = provider :: x :: y ( 1 )
j = {for k,v in m:k=>v... if v!=null}
k = (1+2) [0]
l = a>=b==c<d
blk{}
blk2 {  x=1  }
m = x["a"].b
