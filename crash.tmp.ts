import { loadScenario } from './src/simulation/scenario/load.ts'
import { createSimulation } from './src/simulation/simulation.ts'
const stay='groups.makers.parameters.fear.move=1000000'
const br='venues.futures.breaker={ reference: 100000, quiet: 0 ns, levels: [{ fall: 0.01, halt: 1 min }, { fall: 0.02, halt: 2 min }], auction: 1 min }'
const variants: [string,string[]][] = [['no seller',['groups.seller.count=0']],['seller',[]],['seller, breaker',[br]],['seller, makers stay',[stay]],['seller, makers stay, breaker',[stay,br]]]
for (const [name,set] of variants) { const rows=[] as number[][]
 for (let seed=1;seed<=20;seed++) {
  const sim = createSimulation(loadScenario('scenarios/flash-crash.yaml', { set, seed }))
  let low=1e9, below=0, since=0, isBelow=false, vol=0, halts=0
  sim.quotes$.subscribe(q=>{ if(q.sent<20*60e9) return; if(isBelow) below+=q.sent-since; since=q.sent; if(q.bidSize>0&&q.askSize>0){ const m=(q.bid+q.ask)/2; if(m<low)low=m; isBelow=m<99000 } })
  sim.trades$.subscribe(t=>{vol+=t.size})
  sim.sessions$.subscribe(s=>{ if(s.phase===4) halts++ })
  sim.runUntil(sim.end); rows.push([100*(1-low/100000), below/60e9, vol/1000, halts]) }
 const m=[0,1,2,3].map(k=>{const xs=rows.map(r=>r[k]!); const a=xs.reduce((x,y)=>x+y)/xs.length; const se=Math.sqrt(xs.reduce((x,y)=>x+(y-a)**2,0)/xs.length/(xs.length-1)); return a.toFixed(2)+' ± '+se.toFixed(2)})
 console.log(name,'| fall %',m[0],'| min below',m[1],'| volume k',m[2],'| halts',m[3]) }
