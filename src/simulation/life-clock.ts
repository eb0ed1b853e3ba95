import { type ActorClock, createClock } from '../../actors/clock.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { OWN_TAGS } from './actor-door.ts'

/**
 * The clock of one actor's statechart on the kernel's timers, wherever the actor is placed. Its
 * timers have the runtime's own tags and outlive the actor's failures.
 */
export const createLifeClock = (kernel: Kernel, actor: number): ActorClock =>
  createClock(
    {
      after: (delay, tag) => kernel.after(actor, delay, tag, true),
      cancel: (timer) => kernel.cancel(actor, timer),
    },
    OWN_TAGS,
  )
