/** Ways to infer a reward on states that are bins of what there is to see. */
export const TABULAR_METHODS = ['maximum-entropy', 'deep-maximum-entropy', 'bayesian'] as const
/** @see TABULAR_METHODS */
export type TabularMethod = (typeof TABULAR_METHODS)[number]

/** Ways to come from what somebody does to who does the same. */
export const METHODS = ['clone', 'gail', 'airl', ...TABULAR_METHODS] as const
/** @see METHODS */
export type Method = (typeof METHODS)[number]
