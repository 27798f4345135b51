// What helps against which problem: one list for each, so that each knob turns one thing.

/** What can be wrong with a trained model. */
export type Problem = 'bias' | 'variance' | 'data mismatch' | 'overfitted validation set' | 'overtraining';

/** What to try against a problem, the most promising first. */
export const adviceFor: Readonly<Record<Problem, readonly string[]>> = {
  bias: [
    'Take a bigger network: more units or more layers.',
    'Train longer, or with a better optimizer or schedule (Adam, warmUp, cosineDecay).',
    'Normalise inputs and layers (Normalizer, BatchNorm), and initialise to suit the activation (heNormal for relu).',
    'Regularise less: smaller l2Penalty, less Dropout, milder augmentation.',
    'Look for an architecture that suits the data: convolution for images, recurrence or attention for sequences.',
  ],
  variance: [
    'Get more training data, or augment what there is.',
    'Regularise: l2Penalty or weightDecay, Dropout.',
    'Stop early: earlyStopping({ restoreBest: true }).',
    'Take a smaller network, or an architecture with fewer weights for the same work.',
    'Look for features that do not help, and leave them out.',
  ],
  'data mismatch': [
    'Look at errors on the validation set: how does it differ from the training set?',
    'Make the training data more like it: collect such samples, or make them (augmentation, added noise).',
  ],
  'overfitted validation set': [
    'Take a bigger validation set: this one has been tuned to.',
    'Draw validation and test set from the same data, at random.',
  ],
  overtraining: [
    'Stop early: earlyStopping({ patience: 3, restoreBest: true }).',
    'Lower the learning rate late in the training (reduceOnPlateau, cosineDecay).',
  ],
};
