library("lme4"); library("plyr")
d <- read.csv('dualtask.csv')
d$load = factor(d$load, levels=c('low','high'))
d$soa  = as.numeric(as.character(d$soa))
d$subj = factor(d$subj)

# recode SOA to centred units of 100 ms
d$soa100 <- (d$soa - 300)/100

# averages
ddply(d, .(load, soa), summarise, m=mean(rt), s=sd(rt))

m1 = lmer(rt ~ load*soa100 + (1|subj), data=d)
m2 = lmer(rt ~ load*soa100 + (0 + load|subj), data=d)
m3 = lmer(rt ~ load*factor(soa) + (1|subj), data=d)
anova(m1,m3)

# numeric version of load to split the correlation
d$load.n = as.numeric(d$load) - 1.5
m4 = lmer(rt ~ load.n*soa100 + (1|subj) + (0 + load.n|subj), data=d)
m5 = lmer(rt ~ load.n*soa100 + (1 + load.n||subj), data=d)
logLik(m4); logLik(m5)

err1 = glmer(err ~ load + soa100 + (1|subj), data=d, family='binomial')
err2 = glmer(err ~ load.n + soa100 + (1|subj), data=d, family='binomial')
summary(err1)
